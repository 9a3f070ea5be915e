import { tellOfImages } from './image-story';

describe('the kit lambda-image', () => {
  tellOfImages({ kit: 'lambda-image', example: 'quotes', runs: 'Function', isNew: 'Version' });
});
