import { casesOf } from '../matrix';
import { tellOfImages } from './image-story';

const kits = [
  { kit: 'ecs', example: 'courier', runs: 'Service', isNew: 'Task' },
  { kit: 'lambda-image', example: 'quotes', runs: 'Function', isNew: 'Version' },
] as const;

describe.each(casesOf(kits, ({ kit }) => kit === 'ecs'))('the kit $kit', (one) => {
  tellOfImages(one);
});
