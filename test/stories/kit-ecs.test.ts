import { tellOfImages } from './image-story';

describe('the kit ecs', () => {
  tellOfImages({ kit: 'ecs', example: 'courier', runs: 'Service', isNew: 'Task' });
});
